/** The one place that makes and changes the database schemas. The launcher and provisioning-api call it before anything else. */
@NullMarked
package io.tandem.data.migration;

import org.jspecify.annotations.NullMarked;
