SwaggerUIBundle({
  url: '/api/?swagger',
  dom_id: '#page',
  deepLinking: true,
  docExpansion: 'none',
  tagsSorter: 'alpha',
  validatorUrl: null
});
