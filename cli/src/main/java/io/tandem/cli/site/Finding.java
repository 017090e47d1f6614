package io.tandem.cli.site;

/**
 * Something that keeps a site's settings from being used.
 *
 * @param file where, relative to the site's folder
 * @param line from 1; 0 if it concerns the whole file
 * @param text what is wrong, with the value, and what to do
 */
public record Finding(String file, int line, String text) {
    @Override public String toString() {
        return line == 0 ? file + ": " + text : file + ":" + line + ": " + text;
    }
}
