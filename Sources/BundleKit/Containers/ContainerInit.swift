// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel

/// `--init`: a small program of the host's is the container's first process; it passes on signals and reaps.
enum ContainerInit {
  /// Static ones only: the container need not have their libraries.
  private static let names = ["catatonit", "tini-static", "docker-init"]
  private static let folders = ["/usr/libexec/podman", "/usr/local/bin", "/usr/bin", "/usr/libexec/docker", "/bin"]

  /// Puts it before the program, mounted in /dev, which no image has anything in.
  static func add(to spec: inout ContainerSpec) throws(Failure) {
    let places = folders.flatMap { folder in names.map { folder + "/" + $0 } }
    guard let program = places.first(where: { (try? Files.checkExecutable($0)) != nil }) else {
      throw Failure(
        .usage, "--init: none of \(names.joined(separator: ", ")) is installed", hint: "apt install catatonit")
    }
    spec.mounts.append(ContainerSpec.Mount("/dev/init", "bind", program, ["bind", "ro", "rprivate"]))
    spec.arguments = ["/dev/init", "--"] + spec.arguments
  }
}
