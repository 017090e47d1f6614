// The origin, not a relative path: a page opened as https://login:password@host/ may not fetch relative to itself.
SwaggerUIBundle({
  url: location.origin + '/api/?swagger',
  dom_id: '#page',
  deepLinking: true,
  docExpansion: 'none',
  tagsSorter: 'alpha',
  validatorUrl: null
});
