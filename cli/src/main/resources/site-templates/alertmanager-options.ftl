# ${node.name}: built by tandem cfg; changes here are lost.
ARGS="--web.listen-address=127.0.0.1:9093 --cluster.listen-address="
