// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

extension Operations {
  /// All containers of the state root, by id.
  package static func list(_ settings: RuntimeSettings) throws(Failure) -> ContainerListing {
    var listing = ContainerListing()
    let names: [String]
    do throws(KernelError) {
      let root = try Files.open(settings.root, OpenFlags.readOnly | OpenFlags.directory)
      names = try root.entries()
    } catch {
      if error.errno == .ENOENT, !settings.rootIsExplicit { return listing }
      throw Failure(error, .store)
    }
    var owners = OwnerNames()
    for name in names.sorted() {
      do throws(Failure) {
        let container = try ExistingContainer.open(name, settings)
        var state = container.document.shown(as: try container.status())
        state.owner = owners.name(of: try container.store.owner())
        listing.containers.append(state)
      } catch {
        // One that is deleted meanwhile is simply not there.
        if Files.exists(settings.root + "/" + name) { listing.problems.append(error.message) }
      }
    }
    return listing
  }
}

/// Names of host users, read once.
private struct OwnerNames {
  private var users: [UInt8]?

  /// The name /etc/passwd gives, else `#UID`.
  mutating func name(of uid: UInt32) -> String {
    if uid == 0 { return "root" }
    let users = self.users ?? (try? Files.read("/etc/passwd", limit: 1 << 20)) ?? []
    self.users = users
    let wanted = String(uid)
    for line in users.split(separator: 0x0a) {
      let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 3, omittingEmptySubsequences: false)
      if fields.count > 3, fields[2].elementsEqual(wanted.utf8) { return String(decoding: fields[0], as: UTF8.self) }
    }
    return "#" + wanted
  }
}
