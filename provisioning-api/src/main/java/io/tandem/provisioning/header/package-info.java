/** Header rules: the resources {@code headerrulesets}, {@code headerrules}, {@code headerruleconditions}, {@code headerruleactions} (§2.15). */
@NullMarked
package io.tandem.provisioning.header;

import org.jspecify.annotations.NullMarked;
