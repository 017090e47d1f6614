/** Recorded calls: the resources {@code callrecordings}, {@code callrecordingstreams}, {@code callrecordingfiles} (signalling.md §4.5, §5.11). */
@NullMarked
package io.tandem.provisioning.recording;

import org.jspecify.annotations.NullMarked;
