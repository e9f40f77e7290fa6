// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// The networks that can be joined: those of the store first, then the host's in /etc/cni/net.d.
struct NetworkLists {
  let store: Store

  private var own: String { store.root + "/networks" }
  private var folders: [String] { [own, "/etc/cni/net.d"] }

  /// The network of that name; `bridge` is made on first use.
  func find(_ name: String) throws(Failure) -> NetworkList {
    for folder in folders {
      if let list = find(name, in: folder) { return list }
    }
    guard name == "bridge" else {
      throw Failure(
        .network, "no such network: \(name)", hint: "a list of CNI plugins in \(folders.joined(separator: " or "))")
    }
    return try makeStandard()
  }

  private func find(_ name: String, in folder: String) -> NetworkList? {
    guard let directory = try? Files.open(folder, OpenFlags.readOnly | OpenFlags.directory),
      let entries = try? directory.entries()
    else { return nil }
    for entry in entries.sorted() where entry.hasSuffix(".conflist") || entry.hasSuffix(".conf") {
      guard let bytes = try? Files.read(entry, at: directory.raw, limit: 1 << 20),
        let document = try? JSONValue(parsing: bytes), document["name"]?.string == name
      else { continue }
      if let list = NetworkList(document) { return list }
    }
    return nil
  }

  private func makeStandard() throws(Failure) -> NetworkList {
    let lock = try store.lock("networks")
    if let list = find("bridge", in: own) { return list }
    let routes = (try? Files.read("/proc/net/route", limit: 1 << 20)) ?? []
    guard let subnet = FreeSubnet.choose(routes: String(decoding: routes, as: UTF8.self)) else {
      throw Failure(
        .network, "10.87.0.0/16 to 10.99.0.0/16 are all in use on this host",
        hint: "write a list of CNI plugins named bridge into \(own)")
    }
    // Beside the namespaces, so that a reboot clears it as well.
    let list = NetworkList.standard(subnet: subnet, leases: try RunRoot.folder("networks/leases"))
    do throws(KernelError) {
      if !Files.exists(own) { try Files.makeDirectory(own, mode: 0o700) }
      try Files.replace(
        own + "/bridge.conflist", temporary: own + "/.new", mode: 0o600, with: Array(list.json.pretty.utf8) + [0x0a])
    } catch { throw Failure(error, .network) }
    _ = consume lock
    return list
  }
}
