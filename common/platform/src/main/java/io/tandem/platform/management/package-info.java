/** The management port of every service: Spring Boot's actuator endpoints without a web framework (docs/adr/0005). */
@NullMarked
package io.tandem.platform.management;

import org.jspecify.annotations.NullMarked;
