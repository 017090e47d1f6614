/** Every Redis key and channel of Tandem, and how connections to Redis are made. */
@NullMarked
package io.tandem.data.redis;

import org.jspecify.annotations.NullMarked;
