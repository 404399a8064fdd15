/** What an operator can set: one typed file, the environment and the command's options over it. */
package io.enerlink.gateway.settings;
