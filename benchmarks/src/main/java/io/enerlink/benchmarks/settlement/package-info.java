/** What settling costs on the chain, how long it takes and how much fits: real engine, bridge, database and anvil. */
package io.enerlink.benchmarks.settlement;
