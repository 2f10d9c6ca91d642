#include "observe/proc_host.h"

#include <gtest/gtest.h>

namespace loadtest {
namespace {

TEST(ProcStat, TellsWorkFromWaiting) {
  // A virtual machine of two processors; the line of interrupts is long and is not read.
  const auto cpu = parse_proc_stat(
      "cpu  66319 10 7942 70229 1245 3 96 592 500 0\n"
      "cpu0 32264 0 3632 36822 174 0 12 295 0 0\n"
      "cpu1 34055 0 4310 33406 1070 0 84 296 0 0\n"
      "intr 413251 0 0 0\n"
      "ctxt 591363\n",
      100);
  ASSERT_TRUE(cpu);
  EXPECT_EQ(cpu->cpus, 2u);
  EXPECT_DOUBLE_EQ(cpu->busy, (66319 + 10 + 7942 + 3 + 96) / 100.0) << "guests are in user already";
  EXPECT_DOUBLE_EQ(cpu->steal, 5.92);
  EXPECT_DOUBLE_EQ(cpu->all, (66319 + 10 + 7942 + 70229 + 1245 + 3 + 96 + 592) / 100.0);
  EXPECT_FALSE(parse_proc_stat("", 100));
  EXPECT_FALSE(parse_proc_stat("intr 413251 0 0 0\n", 100));
}

TEST(NetDev, LeavesOutWhatIsCountedTwice) {
  HostReading reading;
  parse_net_dev(
      "Inter-|   Receive                                                |  Transmit\n"
      " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier "
      "compressed\n"
      "    lo:    3267      29    0    0    0     0          0         0     3268      29    0    0    0     0       0 "
      " "
      "        0\n"
      "  ifb0:       7       0    0    0    0     0          0         0        7       0    0    0    0     0       0 "
      " "
      "        0\n"
      "docker0: 5 0 0 0 0 0 0 0 5 0 0 0 0 0 0 0\n"
      "veth12ab:5 0 0 0 0 0 0 0 5 0 0 0 0 0 0 0\n"
      "eth0.7: 5 0 0 0 0 0 0 0 5 0 0 0 0 0 0 0\n"
      "  eth0: 250965949    5434    0    0    0     0          0         0   340635    3231    0    0    0     0       "
      "0 "
      "         0\n"
      "enp3s0:123456789 1 0 0 0 0 0 0 42 1 0 0 0 0 0 0\n",  // old kernels leave no blank
      reading);
  ASSERT_EQ(reading.interfaces.size(), 2u);
  EXPECT_EQ(reading.interfaces[0].name, "eth0");
  EXPECT_EQ(reading.interfaces[0].received, 250965949);
  EXPECT_EQ(reading.interfaces[0].sent, 340635);
  EXPECT_EQ(reading.interfaces[1].name, "enp3s0");
  EXPECT_EQ(reading.interfaces[1].received, 123456789);
  EXPECT_EQ(reading.interfaces[1].sent, 42);
  EXPECT_EQ(reading.loopback_sent, 3268);
}

TEST(NetSnmp, GoesByTheNamesOfTheHeading) {
  const auto tcp = parse_net_snmp(
      "Ip: Forwarding DefaultTTL InReceives\n"
      "Ip: 2 64 5461\n"
      "Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets CurrEstab InSegs "
      "OutSegs "
      "RetransSegs InErrs OutRsts InCsumErrors\n"
      "Tcp: 1 200 120000 -1 37 2 0 0 0 5384 3175 17 0 46 0\n"
      "Udp: InDatagrams NoPorts\n"
      "Udp: 76 0\n");
  ASSERT_TRUE(tcp);
  EXPECT_EQ(tcp->segments, 3175);
  EXPECT_EQ(tcp->retransmits, 17);
  EXPECT_FALSE(parse_net_snmp("Ip: Forwarding\nIp: 2\n"));
}

TEST(Diskstats, CountsWholeDisksOnce) {
  const auto disks = parse_diskstats(
      "   7       0 loop0 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9\n"
      " 254       0 vda 40801 7626 3126162 39130 35394 21202 4927392 50303 0 55660 120532 5960 26 1391280 30974 2419 "
      "124\n"
      " 254       1 vda1 40000 7626 3126000 39130 35394 21202 4927000 50303 0 55660 120532\n"
      " 259       0 nvme0n1 1 0 8 0 1 0 16 0 0 0 0 0 0 0 0\n"
      " 259       1 nvme0n1p2 1 0 8 0 1 0 16 0 0 0 0 0 0 0 0\n"
      " 259       2 nvme1n1 1 0 8 0 1 0 16 0 0 0 0 0 0 0 0\n"
      " 253       0 dm-0 5 5 5 5 5 5 5 5 5 5 5\n");
  ASSERT_TRUE(disks);
  EXPECT_EQ(disks->read, (3126162 + 8 + 8) * 512.0);
  EXPECT_EQ(disks->written, (4927392 + 16 + 16) * 512.0);
  EXPECT_FALSE(parse_diskstats(""));
}

TEST(Partitions, AreToldFromDisks) {
  struct Case {
    const char *name, *disk;
    bool is;
  };
  const Case cases[] = {
      {"sda1", "sda", true},          {"sda12", "sda", true},
      {"sdab", "sda", false},  // a disk of its own
      {"nvme0n1p2", "nvme0n1", true}, {"nvme0n12", "nvme0n1", false},
      {"sda", "sda", false},          {"mmcblk0boot0", "mmcblk0", false},
  };
  for (const Case& one : cases) EXPECT_EQ(is_partition_of(one.name, one.disk), one.is) << one.name;
}

TEST(ThisHost, HasWhatEveryLinuxHas) {
  const HostReading reading = read_proc_host();
  ASSERT_TRUE(reading.cpu && reading.memory_available && reading.memory_total && reading.own_cpu);
  EXPECT_GE(reading.cpu->cpus, 1u);
  EXPECT_GT(reading.cpu->all, reading.cpu->busy);
  EXPECT_GT(*reading.memory_total, *reading.memory_available);
}

}  // namespace
}  // namespace loadtest
