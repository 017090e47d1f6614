/** {@code tandem cfg}: builds, checks, applies and keeps the configuration of a node and of its site. */
@NullMarked
package io.tandem.cli.cfg;

import org.jspecify.annotations.NullMarked;
