/** Vertical service codes (signalling.md §3.8): settings that a subscriber changes from its phone. The proxy says what was dialled, this writes it to the
 * tables of the API and confirms it by a prompt. */
@NullMarked
package io.tandem.appserver.vsc;

import org.jspecify.annotations.NullMarked;
