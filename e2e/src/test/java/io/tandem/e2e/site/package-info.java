/** Configuration of sites: what {@code tandem cfg} makes of the shipped examples, with the settings of all services and the programs of others. */
package io.tandem.e2e.site;
