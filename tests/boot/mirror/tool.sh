#!/bin/sh
# What a machine of the boot test fetches itself, and checks by the digest in lab.dl.
echo "fetched by Ignition"
