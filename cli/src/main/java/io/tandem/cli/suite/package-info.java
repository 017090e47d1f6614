/**
 * The suite on one machine in development mode: every service a process of its own on loopback, with embedded MySQL and
 * Redis, all state under one folder.
 */
@NullMarked
package io.tandem.cli.suite;

import org.jspecify.annotations.NullMarked;
