/** Call park (signalling.md §3.10): parties who wait, under a number of their customer, until a colleague takes them. */
@NullMarked
package io.tandem.b2bua.park;

import org.jspecify.annotations.NullMarked;
