/** How brokers are reached: address, credentials, TLS. */
package io.enerlink.settlement.mqtt;
