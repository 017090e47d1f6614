/** The demonstration call: two built-in phones register and call each other through the running suite, provisioned over REST. */
@NullMarked
package io.tandem.cli.demo;

import org.jspecify.annotations.NullMarked;
