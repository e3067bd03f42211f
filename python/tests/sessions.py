"""A Spark of our own: two executor processes of one core each, on this machine."""

import os
import sys


def cluster(**options):
    """A session; needs Java 17 and PySpark 4."""
    from pyspark.sql import SparkSession

    # Executors run the Python that is running, and everything stays on this machine.
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.files.maxPartitionBytes": "32m",
    }
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("classify_postings")
    for key, value in (settings | options).items():
        builder = builder.config(key, value)
    return builder.getOrCreate()
