"""Kernels that are forked from the process that commands of tests are forked from.

A kernel of its own takes a second to import what the one before it has imported, for each chapter again.
"""

from __future__ import annotations

import os
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

import commands

KERNEL = "from ipykernel.kernelapp import launch_new_instance; launch_new_instance()"


class Forked:
    """A command in a fork, asked as jupyter asks a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, command: commands.Fork) -> None:
        self.pid, self.poll = command.pid, lambda: command.exitcode
        self.terminate, self.kill = command.terminate, command.kill
        self._join = command.join

    def wait(self) -> int | None:
        self._join()
        return self.poll()

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)


class Provisioner(LocalProvisioner):
    """What starts a kernel: the command that jupyter would run, in a fork."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        path = options["env"].get("PYTHONPATH", "")
        with open(os.devnull, "wb") as nothing:
            command = commands.fork(
                Path(options.get("cwd", "")).resolve(), arguments, [nothing, nothing], KERNEL, path, options["env"]
            )
        self.process = Forked(command)
        return self.connection_info


def fork_kernels() -> None:
    """Let all kernels that this process starts be forked."""
    factory = KernelProvisionerFactory.instance()
    factory.provisioners["forked"] = EntryPoint("forked", f"{__name__}:Provisioner", factory.GROUP_NAME)
    factory.default_provisioner_name = "forked"
