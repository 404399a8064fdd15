/** What the front door costs: signed orders over WebSockets from a process of its own, beside an echo server. */
package io.enerlink.benchmarks.gateway;
