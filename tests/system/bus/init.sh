#!/bin/sh
# First process of user-mode Linux: brings up what a telematics unit has, runs inside.py and switches off.
# $SHARE: the folder that this unit and the host both see. The rest of the host is read-only here.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin PYTHONDONTWRITEBYTECODE=1 HOME=/run TMPDIR=/run
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs tmp /run
mkdir /run/share
mount -t hostfs -o "$SHARE" none /run/share
for module in net/can/can net/can/can-raw drivers/net/can/dev/can-dev drivers/net/can/vcan; do
    busybox insmod "/usr/lib/uml/modules/$(uname -r)/kernel/$module.ko"
done
ip link set lo up
if ip link show eth0 > /dev/null 2>&1; then  # slirp: the host's 127.0.0.1 is 10.0.2.2 here
    ip addr add 10.0.2.15/24 dev eth0
    ip link set eth0 up
    ip route add default via 10.0.2.2
fi
cd /run || exit
python3 "$INSIDE" > share/words 2>&1
echo $? > share/exit_code
busybox poweroff -f
