/** The sockets: one port for WebSocket and HTTP. The only place, with the client, that knows Netty. */
package io.enerlink.gateway.net;
