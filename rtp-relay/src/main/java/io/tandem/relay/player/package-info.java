/**
 * Audio that the relay plays: files and blobs to a party of a call, once, several times or until told to stop (signalling.md §5.2 play media,
 * §5.4 moh). Files are read off the media loop.
 */
@NullMarked
package io.tandem.relay.player;

import org.jspecify.annotations.NullMarked;
