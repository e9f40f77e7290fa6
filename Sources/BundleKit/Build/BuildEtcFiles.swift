// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Dockerfile
internal import ImagePlan
internal import Kernel

/// /etc/hosts and /etc/resolv.conf of a RUN; they are mounted over whatever the image has, and in no layer.
///
/// /etc/hostname is the image's own, as with BuildKit: what a RUN writes there is in the image.
struct BuildEtcFiles {
  let mounts: [ContainerSpec.Mount]

  init(_ root: StepRoot, _ request: BuildRequest, network: RunNetwork) throws(Failure) {
    let isHost = network == .host || network == .standard && !BuildNetwork.isAvailable
    let own = isHost ? (try? Files.read("/etc/hosts", limit: 1 << 20)) : nil
    var hosts = own.map { String(decoding: $0, as: UTF8.self) } ?? EtcFiles.hosts(own: nil, added: [])
    if !hosts.hasSuffix("\n") { hosts += "\n" }
    hosts += "127.0.0.1\t\(request.hostname)\n"
    for entry in request.hosts { hosts += "\(entry.address)\t\(entry.name)\n" }
    let resolver = (try? Files.read("/etc/resolv.conf", limit: 1 << 20)) ?? []
    let texts = [
      ("hosts", hosts),
      (
        "resolv.conf",
        EtcFiles.resolver(
          host: String(decoding: resolver, as: UTF8.self), isPrivate: !isHost, servers: [], domains: [], options: [])
      ),
    ]
    var mounts: [ContainerSpec.Mount] = []
    for (name, text) in texts {
      try EtcFiles.write(text, to: root.path(name))
      mounts.append(ContainerSpec.Mount("/etc/" + name, "bind", root.path(name), ["rbind", "rprivate"]))
    }
    self.mounts = mounts
  }

  var places: [MountPlace] { mounts.map { MountPlace(path: $0.destination, isDirectory: false) } }
}
