/** What the engine did, in PostgreSQL, for whoever asks later than memory reaches. Written behind the engine, never before it. */
package io.enerlink.settlement.history;
