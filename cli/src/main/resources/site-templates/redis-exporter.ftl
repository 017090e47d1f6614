# ${node.name}: built by tandem cfg; changes here are lost.
ARGS="--web.listen-address=127.0.0.1:9121"
REDIS_ADDR=redis://127.0.0.1:6379
REDIS_PASSWORD=${site.stores.redisPassword}
