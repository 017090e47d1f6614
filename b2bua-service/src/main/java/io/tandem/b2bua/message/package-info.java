/** What the messages of one leg take over from the other (signalling.md §3.2, §3.3): nothing but the headers named here. Pure; Spring binds its
 * properties. */
@NullMarked
package io.tandem.b2bua.message;

import org.jspecify.annotations.NullMarked;
