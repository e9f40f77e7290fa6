// SPDX-License-Identifier: Apache-2.0
import ImagePlan
import OCI
import Testing

@Suite("Networks of CNI")
struct NetworkListTests {
  @Test("A list of plugins and a single plugin are both read; others are not")
  func reading() throws {
    func list(_ text: String) throws -> NetworkList? { NetworkList(try JSONValue(parsing: Array(text.utf8))) }
    #expect(try list(#"{"name":"n","cniVersion":"0.4.0","plugins":[{"type":"a"}]}"#)?.plugins.count == 1)
    #expect(try list(#"{"name":"n","type":"a"}"#)?.version == "0.1.0")
    for text in [#"{}"#, #"{"name":"n"}"#, #"{"name":"n","plugins":[]}"#, #"{"name":"n","plugins":[{}]}"#, "[]"] {
      #expect(try list(text) == nil, "\(text)")
    }
  }

  @Test("A plugin gets the network's name, its ports and the former result")
  func input() throws {
    let subnet = try #require(FreeSubnet.choose(routes: ""))
    let list = NetworkList.standard(subnet: subnet, leases: "/l")
    #expect(list.plugins.map { $0["type"]?.string ?? "" } == ["bridge", "portmap"])
    let port = PortMapping(hostPort: 4000, containerPort: 80)
    let input = list.input(list.plugins[1], ports: [port], previous: .object([]))
    #expect(input["name"] == .string("bridge") && input["prevResult"] == .object([]) && input["capabilities"] == nil)
    #expect(
      input["runtimeConfig"]?.compact
        == #"{"portMappings":[{"hostPort":4000,"containerPort":80,"protocol":"tcp","hostIP":""}]}"#)
    #expect(list.input(list.plugins[0], ports: [port], previous: nil)["runtimeConfig"] == nil)
  }

  @Test("The result's address and interface are the container's")
  func result() throws {
    let text = #"""
      {"interfaces":[{"name":"bundle0","mac":"a"},{"name":"veth1","mac":"b"},{"name":"eth0","mac":"c","sandbox":"/n"}],
       "ips":[{"address":"fd00::2/64"},{"address":"10.87.0.2/16","gateway":"10.87.0.1"}]}
      """#
    let result = NetworkResult(try JSONValue(parsing: Array(text.utf8)))
    #expect(result.address == "10.87.0.2" && result.prefixLength == 16 && result.gateway == "10.87.0.1")
    #expect(result.macAddress == "c" && result.bridge == "bundle0")
  }

  @Test("Our bridge has rules of its own, also when its list was read again; lists of others have none")
  func rules() throws {
    let list = NetworkList.standard(subnet: try #require(FreeSubnet.choose(routes: "")), leases: "/l")
    let rules = try #require(BridgeRules(list))
    #expect(rules == BridgeRules(bridge: "bundle0", subnet: "10.87.0.0/16"))
    #expect(NetworkList(list.json).flatMap { BridgeRules($0) } == rules)
    let other = NetworkList(name: list.name, version: list.version, plugins: list.plugins)
    #expect(BridgeRules(other) == nil && NetworkList(other.json)?.masquerades == false)
    #expect(
      rules.additions == """
        *nat
        :BUNDLE-bundle0 - [0:0]
        -A BUNDLE-bundle0 -d 10.87.0.0/16 -j RETURN
        -A BUNDLE-bundle0 -d 224.0.0.0/4 -j RETURN
        -A BUNDLE-bundle0 -j MASQUERADE
        -A POSTROUTING -s 10.87.0.0/16 -j BUNDLE-bundle0
        COMMIT
        *filter
        :BUNDLE-bundle0 - [0:0]
        -A BUNDLE-bundle0 -o bundle0 -m conntrack --ctstate RELATED,ESTABLISHED,DNAT -j ACCEPT
        -A BUNDLE-bundle0 -i bundle0 -j ACCEPT
        -I FORWARD -j BUNDLE-bundle0
        COMMIT

        """)
    let added = rules.additions.split(separator: "\n").filter { $0.hasPrefix("-A POST") || $0.hasPrefix("-I") }
    for line in added { #expect(rules.removals.contains("-D" + line.dropFirst(2)), "\(line)") }
    #expect(rules.check == ["--wait", "-t", "nat"] + "-C POSTROUTING -s 10.87.0.0/16 -j BUNDLE-bundle0".split(separator: " ").map(String.init))
    #expect(rules.singleRemovals.count == 6 && rules.singleRemovals.allSatisfy { $0.contains("BUNDLE-bundle0") })
  }

  @Test("A network is chosen that no route touches")
  func subnets() {
    let head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
    let usual = head + "eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
    #expect(FreeSubnet.choose(routes: usual)?.text == "10.87.0.0/16")
    #expect(
      FreeSubnet.choose(routes: usual + "b\t0000570A\t0\t1\t0\t0\t0\t0000FFFF\t0\t0\t0\n")?.text == "10.88.0.0/16")
    #expect(FreeSubnet.choose(routes: usual + "b\t0101570A\t0\t1\t0\t0\t0\t00FFFFFF\t0\t0\t0\n")?.bridge == "bundle1")
    #expect(FreeSubnet.choose(routes: usual + "b\t0000000A\t0\t1\t0\t0\t0\t000000FF\t0\t0\t0\n")?.text == nil)
  }
}
