/** The OpenAPI document, made from the declarations of the resources, and the page that shows it. */
@NullMarked
package io.tandem.provisioning.openapi;

import org.jspecify.annotations.NullMarked;
