/** Who can log in to the API, and how it is found out: accounts, failed attempts, second factors and tokens ({@code provisioning.md} §1.7). No HTTP here. */
@NullMarked
package io.tandem.provisioning.login;

import org.jspecify.annotations.NullMarked;
