#!/bin/sh
# Init of the guest that record.sh boots: modules, a writable folder for the results, then the recorder.
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs tmp /run
mount -t tmpfs tmp /mnt
mkdir -p /mnt/out /mnt/root/lib/modules /mnt/dev
mount -t hostfs -o "$(sed -n 's/.*results=\([^ ]*\).*/\1/p' /proc/cmdline)" none /mnt/out
ln -s /usr/lib/uml/modules/"$(uname -r)" /mnt/root/lib/modules/"$(uname -r)"
mknod /mnt/dev/tun c 10 200
modprobe -a -d /mnt/root tun dummy ip_vs ip_vs_rr ip_vs_wrr ip_vs_lc ip_vs_wlc ip_vs_sed ip_vs_nq ip_vs_sh ip_vs_dh ip_vs_lblc ip_vs_lblcr ip_vs_fo \
  ip_vs_ovf ip_vs_mh ip_vs_pe_sip nf_conntrack iptable_nat iptable_filter iptable_mangle iptable_raw ip6table_nat ip6table_filter \
  ip6table_mangle ip6table_raw ip_set ip_set_hash_ip ip_set_hash_ipport ip_set_hash_ipportip ip_set_hash_ipportnet \
  ip_set_hash_mac ip_set_hash_ipmac ip_set_hash_ipmark ip_set_hash_net ip_set_hash_netnet ip_set_hash_netport ip_set_hash_netportnet \
  ip_set_hash_netiface ip_set_list_set \
  ip_set_bitmap_port xt_set xt_mark xt_MASQUERADE xt_comment xt_addrtype xt_conntrack xt_ipvs xt_tcpudp ipt_REJECT ip6t_REJECT \
  xt_REDIRECT nf_nat xt_nat xt_physdev br_netfilter 2>>/mnt/out/modules.log
export PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin
folder=$(dirname "$0")
python3 "$folder/$(sed -n 's/.*script=\([^ ]*\).*/\1/p' /proc/cmdline)" /mnt/out >/mnt/out/log 2>&1
echo $? >/mnt/out/status
poweroff -f
