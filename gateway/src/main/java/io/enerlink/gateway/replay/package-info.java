/** Orders from a file through the engine alone: no network, no signatures, no chain. */
package io.enerlink.gateway.replay;
