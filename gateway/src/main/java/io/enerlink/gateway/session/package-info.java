/** One connection's state and what its requests do: logon, order entry, wallet. Knows no socket and no feed. */
package io.enerlink.gateway.session;
