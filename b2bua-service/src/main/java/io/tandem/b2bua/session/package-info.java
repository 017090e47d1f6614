/** What calls of every kind share: the table by which messages find them, the dialogs of an INVITE that was sent, how requests end. Loop thread. */
@NullMarked
package io.tandem.b2bua.session;

import org.jspecify.annotations.NullMarked;
