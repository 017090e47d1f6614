/** What emergency calls need from the database (signalling.md §2.18). */
@NullMarked
package io.tandem.data.emergency;

import org.jspecify.annotations.NullMarked;
