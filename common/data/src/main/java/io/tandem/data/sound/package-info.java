/** Sound sets: which file is played for what (signalling.md §2.20). */
@NullMarked
package io.tandem.data.sound;

import org.jspecify.annotations.NullMarked;
