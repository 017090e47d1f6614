/**
 * Real MySQL and Redis servers for development mode and tests, run as child processes on loopback from binaries that
 * Maven brings; no root, no installation. Not for production: the MySQL line is past its end of life.
 */
@NullMarked
package io.tandem.testkit.server;

import org.jspecify.annotations.NullMarked;
