#!/usr/bin/env bash
# A RabbitMQ of the tests' own: its node, ports and folders are no other's, so that tests may stop and start it.
#   broker.sh install   with apt, where there is none
#   broker.sh start     waits until it takes connections
#   broker.sh stop      in order; kill: with -9; rest and wake: RabbitMQ alone, not its process; fill and drain: its memory
set -eu -o pipefail
programs=/usr/lib/rabbitmq/bin
place=${XDG_CACHE_HOME:-$HOME/.cache}/banter/rabbitmq
# Beside the script's own, since another may use the usual ones.
port=${BANTER_TEST_AMQP_PORT:-5682}
mkdir -p "$place"

# Not the machine's settings, and a cookie of its own, which lies in HOME.
export HOME=$place RABBITMQ_CONF_ENV_FILE=/dev/null
export RABBITMQ_NODENAME=banter@localhost RABBITMQ_DIST_PORT=$((port + 20000)) ERL_EPMD_PORT=$((port - 1000))
export ERL_EPMD_ADDRESS=127.0.0.1
export RABBITMQ_MNESIA_BASE=$place/data RABBITMQ_LOG_BASE=$place/log RABBITMQ_PID_FILE=$place/pid
export RABBITMQ_CONFIG_FILE=$place/rabbitmq.conf RABBITMQ_ENABLED_PLUGINS_FILE=$place/plugins
export RABBITMQ_GENERATED_CONFIG_DIR=$place/config

control() { "$programs/rabbitmqctl" --quiet "$@"; }

case ${1:-} in
install)
  test -x "$programs/rabbitmq-server" || {
    printf '\n» Installing RabbitMQ for the tests (a minute)\n'
    # The service that the package would start is not the one the tests use.
    install() { RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends rabbitmq-server >/dev/null; }
    install || { apt-get update -qq && install; }
  } ;;
start)
  printf 'listeners.tcp.1 = 127.0.0.1:%s\nlog.file.level = warning\n' "$port" >"$place/rabbitmq.conf"
  echo '[].' >"$place/plugins"
  (echo >"/dev/tcp/127.0.0.1/$port") 2>/dev/null || {
    "$programs/rabbitmq-server" -detached >/dev/null 2>&1
    # A busy machine takes more than half a minute.
    for _ in $(seq 1800); do
      (echo >"/dev/tcp/127.0.0.1/$port") 2>/dev/null && exit 0
      sleep 0.1
    done
    echo "RabbitMQ did not start; see $place/log" >&2
    exit 1
  } ;;
# The same process goes on, without its queues and its port: quicker than a stop.
rest) control stop_app ;;
wake) control start_app ;;
# As with an alarm for memory: who publishes is stopped.
fill) control set_vm_memory_high_watermark absolute 1 ;;
drain) control set_vm_memory_high_watermark 0.4 ;;
stop) control stop "$place/pid" ;;
kill) kill -9 "$(cat "$place/pid")" ;;
*)
  echo "broker.sh install | start | stop | rest | wake | fill | drain | kill" >&2
  exit 2 ;;
esac
