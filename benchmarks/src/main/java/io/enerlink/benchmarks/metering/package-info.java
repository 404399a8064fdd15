/** What metering takes: broker, database and chain are real, meters are many names on a hundred connections. */
package io.enerlink.benchmarks.metering;
