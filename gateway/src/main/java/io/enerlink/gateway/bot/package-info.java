/** Traders that need nobody: what they want is decided without I/O, and one loop does it through the public protocol. */
package io.enerlink.gateway.bot;
