/** What an operator watches: counters, histograms and gauges, and the loopback port that shows them. */
package io.enerlink.gateway.metrics;
