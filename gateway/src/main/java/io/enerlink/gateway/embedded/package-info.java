/**
 * The parts that come with the exchange so that nothing need be installed: anvil, PostgreSQL and the broker, each
 * started, awaited and stopped. A start that fails stops what it started and says in one line what to mend.
 */
package io.enerlink.gateway.embedded;
