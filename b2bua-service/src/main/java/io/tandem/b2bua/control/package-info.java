/** The control port of the B2BUA: commands that make calls (signalling.md §3.1; provisioning.md §1.12). Virtual threads; the loop is asked. */
@NullMarked
package io.tandem.b2bua.control;

import org.jspecify.annotations.NullMarked;
