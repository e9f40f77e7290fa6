// SPDX-License-Identifier: Apache-2.0
internal import OCI

/// What the host's packet filter does for a bridge, in the words of iptables(8): its containers go out under the host's
/// address, and what belongs to their connections, or to a published port, comes in.
///
/// Rules of the bridge and not of each container, as the bridge plugin's `ipMasq` and the firewall plugin have them: those
/// call iptables 26 times in the life of a container, which took three quarters of it.
package struct BridgeRules: Equatable, Sendable {
  package let bridge: String
  package let subnet: String

  package init(bridge: String, subnet: String) {
    self.bridge = bridge
    self.subnet = subnet
  }

  /// Those of a network that asks for them (`bundleMasquerade`); nil when it does not, or has no bridge with a subnet.
  package init?(_ list: NetworkList) {
    guard list.masquerades, let plugin = list.plugins.first(where: { $0["type"]?.string == "bridge" }),
      let bridge = plugin["bridge"]?.string,
      let subnet = plugin["ipam"]?["ranges"]?.array?.first?.array?.first?["subnet"]?.string
    else { return nil }
    self.init(bridge: bridge, subnet: subnet)
  }

  private var chain: String { "BUNDLE-" + bridge }
  private var toNAT: String { "POSTROUTING -s \(subnet) -j \(chain)" }
  private var toFilter: String { "FORWARD -j \(chain)" }

  /// For `iptables-restore --noflush`: all or nothing. A chain that is there is emptied first.
  package var additions: String {
    """
    *nat
    :\(chain) - [0:0]
    -A \(chain) -d \(subnet) -j RETURN
    -A \(chain) -d 224.0.0.0/4 -j RETURN
    -A \(chain) -j MASQUERADE
    -A \(toNAT)
    COMMIT
    *filter
    :\(chain) - [0:0]
    -A \(chain) -o \(bridge) -m conntrack --ctstate RELATED,ESTABLISHED,DNAT -j ACCEPT
    -A \(chain) -i \(bridge) -j ACCEPT
    -I \(toFilter)
    COMMIT

    """
  }

  /// Takes all of it away again, or nothing when some of it is missing.
  package var removals: String {
    """
    *nat
    -D \(toNAT)
    -F \(chain)
    -X \(chain)
    COMMIT
    *filter
    -D \(toFilter)
    -F \(chain)
    -X \(chain)
    COMMIT

    """
  }

  /// Arguments of `iptables` that end with success when the rules are there.
  package var check: [String] { words("nat", "-C " + toNAT) }

  /// Arguments of `iptables`, call by call, that take away what there is of them.
  package var singleRemovals: [[String]] {
    [("nat", toNAT), ("filter", toFilter)].flatMap { table, rule in
      [words(table, "-D " + rule), words(table, "-F " + chain), words(table, "-X " + chain)]
    }
  }

  private func words(_ table: String, _ rest: String) -> [String] {
    ["--wait", "-t", table] + rest.split(separator: " ").map(String.init)
  }
}
