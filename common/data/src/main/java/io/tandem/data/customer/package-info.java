/** What a customer is beside its subscribers: the places where its phones are. */
@NullMarked
package io.tandem.data.customer;

import org.jspecify.annotations.NullMarked;
