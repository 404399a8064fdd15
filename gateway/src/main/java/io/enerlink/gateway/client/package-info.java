/** A client of the public WebSocket protocol: signs in, signs orders, keeps its line and its place in every channel. */
package io.enerlink.gateway.client;
