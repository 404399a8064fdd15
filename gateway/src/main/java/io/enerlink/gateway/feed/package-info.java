/** What the gateway tells: books, trades, each account's executions and balances, built from the engine's events. */
package io.enerlink.gateway.feed;
