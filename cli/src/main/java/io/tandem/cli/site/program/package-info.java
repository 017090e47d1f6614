/** What an operator may say about the programs of others that Tandem is run with, {@code tandem.site}: their files are built by {@code tandem cfg}. */
@NullMarked
package io.tandem.cli.site.program;

import org.jspecify.annotations.NullMarked;
