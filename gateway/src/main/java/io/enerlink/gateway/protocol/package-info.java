/** The public protocol's words: requests, responses, named errors, exact decimals. Knows no network and no engine state. */
package io.enerlink.gateway.protocol;
