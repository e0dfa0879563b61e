#!/usr/bin/env bash
# Runs the recipes of docs/sweep.md with a small map, each in a folder of its own: the merged log must equal that of one process.
# A recipe whose program is not installed prints a reason. Usage: sweepRecipes.sh FOLDER
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mkdir -p "$1" && cd "$1" && pwd)
export PATH="$folder/bin:$PATH"
mkdir -p "$folder/bin"
printf '#!/bin/sh\nexec "%s" "%s/dist/main.js" "$@"\n' "$(command -v node)" "$root" >"$folder/bin/gradtop"
chmod +x "$folder/bin/gradtop"

# The code block of docs/sweep.md with this language that holds this word, for a map of 6 x 4 cells.
recipe() {
  awk -v language="\`\`\`$1" -v word="$2" '
    $0 == language { inside = 1; text = ""; next }
    $0 == "```" { if (inside && index(text, word)) { printf "%s", text; exit } inside = 0 }
    inside { text = text $0 "\n" }' "$root/docs/sweep.md" |
    sed -e 's/depth=1..30/depth=1..6/' -e 's/--points 30x40/--points 6x4 --epochs 20/' -e "s/--points, 30x40/--points, 6x4, --epochs, '20'/"
}

failed=0
verdict() {
  if cmp -s "$folder/one.jsonl" "$folder/$1/all.jsonl"; then echo "$1: the merged log equals that of one process"
  else echo "$1: FAILED"; failed=1; fi
}
within() { mkdir -p "$folder/$1" && cd "$folder/$1" || exit 1; }
merge() { gradtop sweep merge part-*.jsonl --log all.jsonl; }

one_process() {
  gradtop sweep tanh --x depth=1..6 --y initializer-gain=0.2..4 --points 6x4 --epochs 20 \
    --backend compiled --workers 1 --log "$folder/one.jsonl" >/dev/null 2>&1
}

with_make() {
  within make
  recipe make FORCE >Makefile
  make -s -j2 >make.log 2>&1 || tail -n 5 make.log
  verdict make
}

with_parallel() {
  within parallel
  recipe sh parallel | sed -n 1p >run.sh
  sh run.sh >run.log 2>&1 </dev/null && merge
  verdict parallel
}

with_sshlogin() {
  within sshlogin
  sshd=$(command -v sshd || command -v /usr/sbin/sshd) || { echo 'sshlogin: skipped, sshd is not installed'; return; }
  [ "$(id -u)" = 0 ] || { echo 'sshlogin: skipped, a loopback sshd needs root'; return; }
  mkdir -p /run/sshd
  ssh-keygen -q -t ed25519 -N '' -f host && ssh-keygen -q -t ed25519 -N '' -f user && cp user.pub keys && chmod 600 keys
  port=$((20000 + $$ % 20000))
  printf '%s\n' "Port $port" 'ListenAddress 127.0.0.1' "HostKey $PWD/host" "AuthorizedKeysFile $PWD/keys" 'StrictModes no' \
    'UsePAM no' 'PermitRootLogin yes' "PidFile $PWD/sshd.pid" "SetEnv PATH=$PATH" >sshd_config
  "$sshd" -f "$PWD/sshd_config" -E "$PWD/sshd.log"
  login="ssh -p $port -i $PWD/user -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=$PWD/known"
  recipe sh parallel | sed -n 2p | sed -e "s#host1,host2#'2/$login 127.0.0.1'#" -e "s#--workdir \\.#--workdir $PWD#" >run.sh
  sh run.sh >run.log 2>&1 </dev/null && merge || tail -n 5 run.log sshd.log
  verdict sshlogin
  within workers-ssh
  PARALLEL_SSH="$login" gradtop sweep tanh --x depth=1..6 --y initializer-gain=0.2..4 --points 6x4 --epochs 20 \
    --workers ssh:127.0.0.1,localhost --log all.jsonl >run.log 2>&1 || tail -n 5 run.log
  verdict workers-ssh
  [ -f ../sshlogin/sshd.pid ] && kill "$(cat ../sshlogin/sshd.pid)"
}

# A whole Slurm on this host.
start_slurm() {
  host=$(hostname -s)
  mkdir -p state spool
  head -c 1024 /dev/urandom >munge.key && chmod 400 munge.key
  cat >slurm.conf <<CONF
ClusterName=recipes
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$((40000 + $$ % 9000))
SlurmdPort=$((50000 + $$ % 9000))
SlurmUser=root
SlurmdUser=root
AuthInfo=socket=$PWD/munge.sock
StateSaveLocation=$PWD/state
SlurmdSpoolDir=$PWD/spool
SlurmctldPidFile=$PWD/slurmctld.pid
SlurmdPidFile=$PWD/slurmd.pid
SlurmctldLogFile=$PWD/slurmctld.log
SlurmdLogFile=$PWD/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1
ReturnToService=2
MpiDefault=none
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
  munged --force --key-file="$PWD/munge.key" --socket="$PWD/munge.sock" --pid-file="$PWD/munged.pid" \
    --log-file="$PWD/munged.log" --seed-file="$PWD/munge.seed" --num-threads=2 || return 1
  export SLURM_CONF=$PWD/slurm.conf
  slurmctld && sleep 1 && slurmd -N "$host" || return 1
  for _ in 1 2 3 4 5 6 7 8 9 10; do sinfo -h -o %T 2>/dev/null | grep -q idle && return; sleep 1; done
  return 1
}

stop_slurm() {
  for name in slurmd slurmctld munged; do [ -f "$name.pid" ] && kill "$(cat "$name.pid")"; done
}

with_slurm() {
  within slurm
  [ "$(id -u)" = 0 ] || { echo 'slurm: skipped, its daemons need root here'; return; }
  if start_slurm >start.log 2>&1; then
    recipe bash SBATCH >map.sh
    timeout 60 sbatch --wait --output=task-%a.log map.sh >run.log 2>&1 && merge || tail -n 5 run.log task-*.log
    verdict slurm
  else
    echo "slurm: skipped, it does not start on this host: $(tail -n 1 start.log slurmctld.log 2>/dev/null | tail -n 1)"
  fi
  stop_slurm
}

with_kubernetes() {
  within kubernetes
  # Without a cluster: the commands of the manifest, with the variable that the cluster sets.
  recipe yaml Indexed >map.yaml
  line=$(sed -n -e 's/^ *command: \[\(.*\)\]$/\1/p' -e 's/^ *args: \[\(.*\)\]$/\1/p' map.yaml | tr -d "'," | tr '\n' ' ')
  for index in 0 1 2 3 4 5 6 7; do
    JOB_COMPLETION_INDEX=$index sh -c "$(printf '%s' "$line" | sed -e "s#/parts/#./#" -e "s#\$(JOB_COMPLETION_INDEX)#$index#")"
  done >run.log 2>&1
  merge
  verdict kubernetes
}

one_process
with_make
if command -v parallel >/dev/null; then with_parallel; with_sshlogin
else echo 'parallel, sshlogin: skipped, GNU parallel is not installed'; fi
if command -v slurmctld >/dev/null && command -v slurmd >/dev/null && command -v munged >/dev/null; then with_slurm
else echo 'slurm: skipped, slurmctld, slurmd and munge are not installed'; fi
with_kubernetes
exit "$failed"
