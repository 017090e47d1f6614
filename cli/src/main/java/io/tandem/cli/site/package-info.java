/**
 * A site as its operator describes it ({@code config.yml}, {@code network.yml} and their kin, provisioning.md §7), and what each node's settings are
 * because of it. Decides only; {@code cfg} reads and writes.
 */
@NullMarked
package io.tandem.cli.site;

import org.jspecify.annotations.NullMarked;
