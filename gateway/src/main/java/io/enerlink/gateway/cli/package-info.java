/** The {@code enerlink} command: one file a subcommand, and the composition of the whole exchange. */
package io.enerlink.gateway.cli;
